"""The config of YAML files and the settings of the environment: read, checked, told what is wrong."""

from presswatch.configuration.configuration import Configuration, Place
from presswatch.configuration.loading import load
from presswatch.configuration.problems import Problem, Problems
from presswatch.configuration.settings import Network, Settings, secret
from presswatch.configuration.warnings import warnings
from presswatch.errors import ConfigurationError

__all__ = [
    "Configuration",
    "ConfigurationError",
    "Network",
    "Place",
    "Problem",
    "Problems",
    "Settings",
    "load",
    "secret",
    "warnings",
]
