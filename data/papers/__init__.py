"""Papers and workbooks that leave the program: typeset PDF, XLSX, OpenSID's template."""
