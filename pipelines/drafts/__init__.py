"""Files to fill in, blank or from public records. Writes only new files, never a value into an old one."""
