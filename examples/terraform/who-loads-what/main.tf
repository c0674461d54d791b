terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

variable "project" {
  type        = string
  description = "The project of the load balancer, as GOOGLE_CLOUD_PROJECT"
}

variable "url_map" {
  type        = string
  description = "cdn.urlMap of navi.config.yaml"
}

variable "host" {
  type        = string
  description = "cdn.host of navi.config.yaml"
}

variable "loader" {
  type        = string
  default     = "navi-loader.js"
  description = "cdn.loader of navi.config.yaml"
}

variable "metric" {
  type        = string
  default     = "navi_loads"
  description = "monitoring.customerLoads.metric of navi.config.yaml"
}

locals {
  host   = replace(var.host, ".", "[.]")
  loader = replace(var.loader, ".", "[.]")
}

# Counts loads of the script by the host of the page and the release line or version. No address of a page and no
# visitor's address is in it.
resource "google_logging_metric" "loads" {
  project     = var.project
  name        = var.metric
  description = "Loads of the script by the host of the page and the release line or version."
  filter = join(" AND ", [
    "resource.type=\"http_load_balancer\"",
    "resource.labels.url_map_name=\"${var.url_map}\"",
    "httpRequest.requestMethod=\"GET\"",
    "(httpRequest.status=200 OR httpRequest.status=304)",
    "httpRequest.requestUrl=~\"^https?://${local.host}/v[0-9][^/?]*/${local.loader}([?]|$)\"",
  ])

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
    labels {
      key         = "referrer_host"
      value_type  = "STRING"
      description = "Host of the page, empty where the browser names none"
    }
    labels {
      key         = "path"
      value_type  = "STRING"
      description = "First part of the path: a release line or a version"
    }
  }

  label_extractors = {
    referrer_host = "REGEXP_EXTRACT(httpRequest.referer, \"^https?://([a-z0-9.-]{1,253})(?::[0-9]+)?(?:[/?#]|$)\")"
    path          = "REGEXP_EXTRACT(httpRequest.requestUrl, \"^https?://[^/]+/(v[0-9][0-9A-Za-z.-]{0,60})/\")"
  }
}
