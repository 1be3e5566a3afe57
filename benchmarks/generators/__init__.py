"""What each generator gives for its seconds."""
