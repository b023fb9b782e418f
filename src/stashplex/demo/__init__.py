"""A simulated Stash and a simulated Plex over real sockets, and the world they share."""
