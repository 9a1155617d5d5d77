from django.urls import path

from .views import classes, following, learning, quizzes

urlpatterns = [
    path("courses/", learning.catalog, name="catalog"),
    path("courses/<int:course_pk>/enroll/", learning.enroll, name="enroll"),
    path("courses/<int:course_pk>/leave/", learning.withdraw, name="withdraw"),
    path("courses/<int:course_pk>/resume/", learning.resume, name="resume"),
    path("lessons/<int:pk>/", learning.lesson, name="lesson"),
    path("lessons/<int:lesson_pk>/done/", learning.complete, name="complete"),
    path("lessons/<int:lesson_pk>/quizzes/<int:quiz_pk>/", quizzes.submit_quiz, name="submit_quiz"),
    path("lessons/<int:lesson_pk>/quizzes/<int:quiz_pk>/begin/", quizzes.begin_quiz, name="begin_quiz"),
    path("lessons/<int:lesson_pk>/quizzes/<int:quiz_pk>/save/", quizzes.save_quiz, name="save_quiz"),
    path("guidelines/<int:guideline_pk>/acknowledge/", learning.acknowledge, name="acknowledge"),
    path("classes/", classes.class_list, name="class_list"),
    path("classes/<int:pk>/", classes.class_detail, name="class_detail"),
    path("classes/<int:pk>/book/", classes.book, name="book"),
    path("classes/<int:pk>/cancel/", classes.cancel, name="cancel"),
    path("meetings/<int:meeting_pk>/attendance/", classes.attendance, name="attendance"),
    path("people/", following.people, name="people"),
    path("teaching/", following.teaching, name="teaching"),
    path("teaching/courses/<int:course_pk>/", following.course_learners, name="course_learners"),
]
