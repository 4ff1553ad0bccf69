"""The register (padrón): customers, premises, connections, service accounts, routes and cycles."""
