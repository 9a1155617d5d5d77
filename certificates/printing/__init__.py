"""From what was frozen at issue to the PDF: what the sheet says, the letters of names, drawings, designs, previews."""
