"""The offices' workspace, inside the Wagtail admin and in its look."""
