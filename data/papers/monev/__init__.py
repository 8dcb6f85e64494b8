"""What leaves the office: report, slides, workbook, public board and layer, each made from one plain model."""
