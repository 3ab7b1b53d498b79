"""Start JupyterLab on the workbench."""
