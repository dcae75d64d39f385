"""For those who keep the site running: health, numbers, a page that shows both."""
