"""Signing in with the office's own accounts: OpenID Connect, as a client, by Authlib.

``settings`` reads which server is trusted, ``provider`` speaks with it. It says only *who* somebody is; what they may
do stands in our own accounts (``data/accounts.py``), and nobody gets an account by having one there.
"""
