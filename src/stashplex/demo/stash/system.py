"""What Stash says of itself."""

from typing import Final

from stashplex.demo.stash.question import Info, SystemState, opened

DATABASE_SCHEMA: Final = 75


def version(_: object, info: Info) -> dict[str, object]:
    """Answers version."""
    return {
        "version": info.context.version,
        "hash": "0a1b2c3d",
        "build_time": "2026-01-11 04:12:36",
    }


def status(_: object, info: Info) -> dict[str, object]:
    """Answers systemStatus."""
    asked = info.context
    return {
        "status": asked.state.value,
        "databaseSchema": DATABASE_SCHEMA if asked.state is SystemState.OK else None,
        "databasePath": asked.database_path,
        "configPath": asked.database_path.rpartition("/")[0] + "/config.yml",
        "appSchema": DATABASE_SCHEMA,
        "os": "linux",
        "workingDir": "/",
        "homeDir": "/root",
        "ffmpegPath": "/usr/bin/ffmpeg",
        "ffprobePath": "/usr/bin/ffprobe",
    }


def configuration(_: object, info: Info) -> dict[str, object]:
    """Answers configuration, the key included."""
    asked = info.context
    roots = [{"path": path, "excludeVideo": False, "excludeImage": False} for path in asked.roots]
    general = {
        "stashes": roots,
        "apiKey": asked.api_key,
        "databasePath": asked.database_path,
        "parallelTasks": 1,
    }
    return {"general": general}


def stats(_: object, info: Info) -> dict[str, int]:
    """Answers stats."""
    library = opened(info)
    return {
        "scene_count": len(library.scenes),
        "performer_count": len(library.performers),
        "studio_count": len(library.studios),
        "group_count": len(library.groups),
        "tag_count": len(library.tags),
    }


def job_queue(_: object, info: Info) -> list[dict[str, object]] | None:
    """Answers jobQueue, which is null when there is nothing to do."""
    asked = info.context
    jobs: list[dict[str, object]] = [
        {
            "id": position,
            "status": "RUNNING" if position == 1 else "READY",
            "description": description,
            "addTime": asked.library.stamp(),
        }
        for position, description in enumerate(asked.jobs, start=1)
    ]
    return jobs or None
