from django.shortcuts import render

from lms.accounts import sign_in
from lms.accounts.client_addresses import client_network
from lms.accounts.throttling import Throttle, too_many_attempts

#: Wrong passwords for one page, or one collection of documents: by person, and of strangers by network.
PAGE_PASSWORDS = Throttle("lms.page_passwords", limit=20, seconds=900)
#: Resets asked for from one network, and for one mail address, whether it has an account or not.
RESETS = Throttle("lms.resets", limit=20, seconds=3600)
RESETS_OF_ADDRESS = Throttle("lms.resets_of_address", limit=5, seconds=3600)


class ThrottleMiddleware:
    """Stop those who guess the passwords of Wagtail's pages, or have mails sent to others, and say 429.

    Belongs at the end of `MIDDLEWARE`. Right passwords of pages are not counted, and who is signed in is not refused
    because of a neighbor. What `lms.accounts.sign_in` refuses gets its status here, on whatever page it was asked.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.lms_may_give_back = None
        response = self.get_response(request)
        if request.lms_may_give_back and response.status_code == 302:  # the password was right
            throttle, who = request.lms_may_give_back
            throttle.give_back(who)
        # Of an API that checks a password on each request and logs no one in. An error may have come before the check.
        sign_in.end(request, is_right=response.status_code < 500)
        if user := getattr(request, "lms_signed_in", None):
            sign_in.remember_browser(response, request, user)
        if seconds := getattr(request, "lms_seconds_to_wait", None):
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST":
            return None
        match request.resolver_match.url_name:
            case "wagtailcore_authenticate_with_password":
                return self._stop_guessing(request, f"page {kwargs['page_view_restriction_id']}")
            case "wagtaildocs_authenticate_with_password":
                return self._stop_guessing(request, f"documents {kwargs['restriction_id']}")
            case "wagtailadmin_password_reset":
                mailbox = request.POST.get("email", "").strip().casefold()
                return self._take(request, RESETS, client_network(request)) or self._take(
                    request, RESETS_OF_ADDRESS, mailbox
                )
        return None

    def _stop_guessing(self, request, place):
        user = getattr(request, "user", None)
        who = f"{place} {f'user {user.pk}' if user and user.is_authenticated else client_network(request)}"
        request.lms_may_give_back = PAGE_PASSWORDS, who
        return self._take(request, PAGE_PASSWORDS, who)

    def _take(self, request, throttle, who):
        """Count an attempt; return the page that says how long to wait if there were too many."""
        if throttle.take(who):
            return None
        request.lms_may_give_back = None
        request.lms_seconds_to_wait = seconds = throttle.seconds_left(who)
        return render(
            request, "lms/accounts/too_many_attempts.html", {"sentence": too_many_attempts(seconds)}, status=429
        )
