"""Say whether this build answers worse than the accepted one."""
