"""What the pages and the API share: the parts they work with, the files that staff send, questionnaires as they are."""
