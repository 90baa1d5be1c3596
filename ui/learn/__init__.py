"""Learn: what a VAE is, for people who have never seen one."""
