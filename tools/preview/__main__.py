"""Renders every page with made-up data, for looking at.

    python -m tools.preview FOLDER

Serve the folder (python -m http.server) and open its index.
"""

import shutil
import sys
from pathlib import Path

from chalicelib.web.files import STATIC
from tools.preview.pages import rendered_pages


def main(folder: Path) -> None:
    """Writes the pages and an index into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    html_by_name = rendered_pages()
    for name, html in html_by_name.items():
        (folder / name).write_text(html, "utf-8")
    index = "".join(f'<li><a href="{name}">{name}</a>' for name in html_by_name)
    (folder / "index.html").write_text(f"<!doctype html><title>Pages</title><ul>{index}</ul>")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
