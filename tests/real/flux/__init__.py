"""Flux's own kustomize-controller, with source- and helm-controller played by a script."""
