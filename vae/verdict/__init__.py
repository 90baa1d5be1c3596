"""Whether a picture is one of a data set's, and how often that verdict is wrong."""
