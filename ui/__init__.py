"""The window: shows what the engine computed and collects what the person decides."""
