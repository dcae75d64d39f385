"""What `proctoring doctor` looks at; each module yields findings about one part of the installation."""
