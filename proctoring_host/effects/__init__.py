"""What happens outside once a change has been committed: outbox, runner, and one module for each kind of effect."""
