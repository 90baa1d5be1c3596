"""The Train page's parts: the film of a training, live and again."""
