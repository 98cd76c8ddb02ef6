"""Makes stslint's schemas: OpenAPI structure, facts of the Go types, and our overlays become one bundle."""
