"""From a frame of incidents to a sample of people: read, check, apply the rules, draw; where the data begin."""
