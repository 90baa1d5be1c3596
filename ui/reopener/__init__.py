"""Files that this app wrote, dropped anywhere on a page, open the view they show."""
