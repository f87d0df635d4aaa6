"""Delivery: alerts go out to files, webhooks, mail and whatever else Apprise reaches."""

from presswatch.delivery.channels import ChannelSender
from presswatch.delivery.message import Message, compose
from presswatch.delivery.outbox import Outcome, deliver
from presswatch.delivery.retry import AskedToWaitError, next_attempt

__all__ = ["AskedToWaitError", "ChannelSender", "Message", "Outcome", "compose", "deliver", "next_attempt"]
