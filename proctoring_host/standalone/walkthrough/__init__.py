"""The main journey of an exam without a browser, over real HTTP, compared step by step with what should happen."""
