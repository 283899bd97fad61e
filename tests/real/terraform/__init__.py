"""Generated Terraform modules, read by OpenTofu."""
