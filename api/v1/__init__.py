"""The endpoints below ``/v1``, in the order of the docs page."""

from api.v1 import catalogue, consents, enrolments, members, next_classes, plans

ENDPOINTS = (
    next_classes.next_classes,
    next_classes.recommend_classes,
    plans.list_plans,
    plans.create_plan,
    plans.read_plan,
    plans.delete_plan,
    plans.cancel_plan,
    plans.stop_plan,
    plans.review_plan,
    plans.publish_plan,
    members.list_members,
    members.create_member,
    members.read_member,
    members.put_member,
    members.change_member,
    members.erase_member,
    consents.read_consents,
    consents.put_consents,
    catalogue.list_classes,
    catalogue.create_class,
    catalogue.read_class,
    catalogue.put_class,
    catalogue.change_class,
    enrolments.list_enrolments,
    enrolments.list_member_enrolments,
    enrolments.create_enrolment,
    enrolments.read_enrolment,
    enrolments.put_enrolment,
    enrolments.change_enrolment,
)

__all__ = ["ENDPOINTS"]
