"""Whether what is written of the nodes agrees with the features in use."""
