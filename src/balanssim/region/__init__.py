"""Region folders: names (``index``), values (``read``), checks (``check``), overview (``show``), a start (``new``)."""
