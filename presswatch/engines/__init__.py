"""The archive engines: each fills `presswatch.ports.Engine`."""
