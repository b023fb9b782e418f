"""What every command is given beside its own words."""

from typing import Annotated

from cyclopts import Parameter

from stashplex.cli.front import Front

Given = Annotated[Front, Parameter(parse=False)]
