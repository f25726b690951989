"""The blueprint of all pages."""

from flask import Blueprint

console = Blueprint("console", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
