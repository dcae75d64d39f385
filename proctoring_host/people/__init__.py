"""Who a learner is: for a vendor, and for those who name one."""
