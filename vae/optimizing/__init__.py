"""What training does with weights beside its steps: how far each goes, their average, and which are kept."""
