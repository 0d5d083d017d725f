"""The web page's HTML, built from data: nothing in here knows Gradio, and nothing keeps state."""
