from django.urls import path

from portal.unit import duties, leadership, nominations, views
from portal.unit.waves import views as waves

app_name = "unit"
urlpatterns = [
    path("", views.home, name="home"),
    path("choose/", views.choose, name="choose"),
    path("calendar/", views.calendar, name="calendar"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<int:pk>/remove/", duties.remove, name="duty_remove"),
    path("people/", views.people, name="people"),
    path("posts/", leadership.posts, name="posts"),
    path("exemptions/", leadership.exemptions, name="exemptions"),
    path("people/<int:pk>/exemption/", leadership.exemption, name="exemption"),
    path("waves/", waves.waves, name="waves"),
    path("waves/<int:pk>/", waves.wave, name="wave"),
    path("waves/<int:pk>/offer/", waves.offer, name="wave_offer"),
    path("waves/<int:pk>/forward/", waves.forward, name="wave_forward"),
    path("wave-posts/<int:pk>/withdraw/", waves.offer_withdraw, name="wave_offer_withdraw"),
    path("wave-officials/<int:pk>/withdraw/", waves.candidate_withdraw, name="wave_candidate_withdraw"),
    path("obligations/", views.obligations, name="obligations"),
    path("classes/", views.classes, name="classes"),
    path("classes/<int:pk>/", nominations.training_class, name="class"),
    path("classes/<int:pk>/send/", nominations.send, name="send"),
    path("classes/<int:pk>/order/", nominations.order, name="order"),
    path("nominations/<int:pk>/move/", nominations.move, name="move"),
    path("nominations/<int:pk>/resubmit/", nominations.resubmit, name="resubmit"),
    path("nominations/<int:pk>/withdraw/", nominations.withdraw, name="withdraw"),
    path("nominations/<int:pk>/replace/", nominations.replace, name="replace"),
]
