"""Whole-process times of `gen`, as ratios beside other programs in the same run. `make bench` prints the table."""
