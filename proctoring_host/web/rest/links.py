"""The way from page to page, in the header, for clients that need not know how pages are numbered (RFC 8288)."""

from rest_framework.request import Request


def page_links(request: Request, page: int, total_pages: int) -> dict[str, str]:
    """`first`, `prev`, `next` and `last`, as paths: what the site is called outside, the client knows better."""
    wanted = {
        "first": 1,
        "prev": page - 1 if page > 1 else None,
        "next": page + 1 if page < total_pages else None,
        "last": max(total_pages, 1),
    }
    links = [f'<{_address(request, number)}>; rel="{name}"' for name, number in wanted.items() if number]
    return {"Link": ", ".join(links)}


def _address(request: Request, page: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(page)
    return f"{request._request.get_full_path_info().partition('?')[0]}?{query.urlencode()}"
