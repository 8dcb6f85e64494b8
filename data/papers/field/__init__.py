"""The files a driver takes along: ways for a map app, a form for KoboCollect, a page for the phone."""
