from django.urls import path

from courses.calendars import views as calendars
from courses.classes.views import attendance, classes, rosters
from courses.classroom import views as rooms
from courses.discussion.views import discussion, moderation
from courses.enrollment.views import own as enrolling
from courses.enrollment.views import people as enroll_people
from courses.enrollment.views import requests
from courses.guidelines import views as guidelines
from courses.learning.views import acknowledge, catalog, complete, lesson, resume
from courses.notes.views import note, notes, reflection_save, reflection_unshare, reflections
from courses.paths import views as paths
from courses.people import views as people
from courses.quizzes.views import quizzes
from courses.reports import views as reports

urlpatterns = [
    path("courses/", catalog, name="catalog"),
    path("courses/<int:course_pk>/enroll/", enrolling.enroll, name="enroll"),
    path("courses/<int:course_pk>/ask/", enrolling.ask, name="ask"),
    path("courses/<int:course_pk>/leave/", enrolling.withdraw, name="withdraw"),
    path("courses/<int:course_pk>/resume/", resume, name="resume"),
    path("lessons/<int:pk>/", lesson, name="lesson"),
    path("lessons/<int:lesson_pk>/done/", complete, name="complete"),
    path("lessons/<int:lesson_pk>/quizzes/<int:quiz_pk>/", quizzes.submit_quiz, name="submit_quiz"),
    path("lessons/<int:lesson_pk>/quizzes/<int:quiz_pk>/begin/", quizzes.begin_quiz, name="begin_quiz"),
    path("lessons/<int:lesson_pk>/quizzes/<int:quiz_pk>/save/", quizzes.save_quiz, name="save_quiz"),
    path("guidelines/<int:guideline_pk>/acknowledge/", acknowledge, name="acknowledge"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/new-address/", calendars.new_calendar_address, name="new_calendar_address"),
    path("calendar/<uuid:key>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("classes/", classes.class_list, name="class_list"),
    path("classes/<int:pk>/", classes.class_detail, name="class_detail"),
    path("classes/<int:pk>/class.ics", calendars.class_file, name="class_file"),
    path("classes/<int:pk>/book/", classes.book, name="book"),
    path("classes/<int:pk>/cancel/", classes.cancel, name="cancel"),
    path("classes/<int:pk>/room/", rooms.room, name="room"),
    path("classes/<int:pk>/room/now/", rooms.room_now, name="room_now"),
    path("classes/<int:pk>/roster/", rosters.roster, name="roster"),
    path("classes/<int:pk>/roster/add/", rosters.add_learner, name="add_learner"),
    path("classes/<int:pk>/call-off/", rosters.cancel_class, name="cancel_class"),
    path("classes/<int:pk>/schedule-again/", rosters.schedule_again, name="schedule_again"),
    path("bookings/<int:booking_pk>/remove/", rosters.remove_booking, name="remove_booking"),
    path("bookings/<int:booking_pk>/move/", rosters.move_booking, name="move_booking"),
    path("meetings/<int:meeting_pk>/attendance/", attendance.attendance, name="attendance"),
    path("meetings/<int:meeting_pk>/sheet/", attendance.attendance_sheet, name="attendance_sheet"),
    path("meetings/<int:meeting_pk>/code/", attendance.attendance_code, name="attendance_code"),
    path("meetings/<int:meeting_pk>/here/", attendance.check_in, name="check_in"),
    path("paths/", paths.path_list, name="path_list"),
    path("paths/<slug:slug>/", paths.path_detail, name="path"),
    path("paths/<slug:slug>/enroll/", paths.enroll_on_path, name="enroll_on_path"),
    path("enroll/", enroll_people.enroll_people, name="enroll_people"),
    path("enroll/file/", enroll_people.enroll_file, name="enroll_file"),
    path("enroll/file/template.csv", enroll_people.file_template, name="enroll_file_template"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.answer, name="answer_request"),
    path("enrollments/<int:pk>/due-date/", people.due_date, name="change_due_date"),
    path("enrollments/<int:pk>/take-off/", people.withdraw, name="take_off"),
    path("people/", people.people, name="people"),
    path("people/<str:pk>/", people.person, name="person"),
    path("teaching/", reports.teaching, name="teaching"),
    path("teaching/over-time/", reports.completions, name="completions"),
    path("teaching/courses/<int:course_pk>/", reports.course_learners, name="course_learners"),
    path("teaching/courses/<int:course_pk>/lessons/", reports.course_matrix, name="course_matrix"),
    path("teaching/courses/<int:course_pk>/quizzes/", reports.course_quizzes_report, name="course_quizzes"),
    path("teaching/courses/<int:course_pk>/over-time/", reports.course_completions, name="course_completions"),
    path("teaching/quizzes/<int:quiz_pk>/", reports.quiz_report, name="quiz_report"),
    path("teaching/classes/", rosters.my_classes, name="my_classes"),
    path("teaching/classes/<int:pk>/", reports.class_report, name="class_report"),
    path("lessons/<int:lesson_pk>/discussion/", discussion.discussion, name="discussion"),
    path("lessons/<int:lesson_pk>/discussion/new/", discussion.news, name="discussion_news"),
    path("lessons/<int:lesson_pk>/discussion/people/", discussion.people, name="discussion_people"),
    path("lessons/<int:lesson_pk>/discussion/post/", discussion.post_create, name="post_create"),
    path("lessons/<int:lesson_pk>/discussion/follow/", discussion.follow, name="follow_discussion"),
    path("posts/<int:pk>/edit/", discussion.post_edit, name="post_edit"),
    path("posts/<int:pk>/delete/", discussion.post_delete, name="post_delete"),
    path("posts/<int:pk>/report/", discussion.post_report, name="post_report"),
    path("posts/<int:pk>/hide/", discussion.post_hide, name="post_hide"),
    path("posts/<int:pk>/dismiss/", moderation.dismiss_reports, name="dismiss_reports"),
    path("teaching/reported/", moderation.reported_posts, name="reported_posts"),
    path("lessons/<int:lesson_pk>/note/", note, name="note"),
    path("lessons/<int:lesson_pk>/reflections/<uuid:block_id>/", reflections, name="reflections"),
    path("lessons/<int:lesson_pk>/reflections/<uuid:block_id>/save/", reflection_save, name="reflection_save"),
    path("reflections/<int:pk>/unshare/", reflection_unshare, name="reflection_unshare"),
    path("my-notes/", notes, name="notes"),
    path("guidelines/<int:guideline_pk>/", guidelines.guideline, name="guideline"),
    path("guidelines/<int:guideline_pk>/propose/", guidelines.propose, name="propose_change"),
    path("teaching/proposals/", guidelines.proposals, name="proposals"),
]
