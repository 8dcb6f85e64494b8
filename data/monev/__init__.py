"""What monev adds to the lists: surveys, complaints, targets and figures, needs and resources, meetings and actions."""
