"""Answer questions about a trial's record, and judge a patient against its criteria."""
