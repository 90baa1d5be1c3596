"""What training does with weights: how far each goes, their average, which are kept, and many steps of it in one."""
