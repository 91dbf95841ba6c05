"""Looking through a package made by others before anything of it is unpacked. Nothing here touches the database."""
