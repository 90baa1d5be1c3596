"""What `import vae` offers to notebooks and scripts: arrays in, arrays out."""
