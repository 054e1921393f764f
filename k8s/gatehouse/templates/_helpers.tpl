{{- define "gatehouse.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 52 characters: a StatefulSet's pods carry their name and a hash in a label of 63. */}}
{{- define "gatehouse.fullname" -}}
{{- $name := include "gatehouse.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "gatehouse.selectorLabels" -}}
app.kubernetes.io/name: {{ include "gatehouse.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "gatehouse.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "gatehouse.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/component: broker
app.kubernetes.io/part-of: gatehouse
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Without the versions: a new chart with the same image must not restart the broker. */}}
{{- define "gatehouse.podLabels" -}}
{{ include "gatehouse.selectorLabels" . }}
app.kubernetes.io/component: broker
app.kubernetes.io/part-of: gatehouse
{{- with .Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "gatehouse.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "gatehouse.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "gatehouse.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* The Secret with the server's certificate; empty where the broker makes one for development. */}}
{{- define "gatehouse.tlsSecret" -}}
{{- if .Values.tls.certManager.enabled -}}
{{- printf "%s-tls" (include "gatehouse.fullname" .) -}}
{{- else -}}
{{- .Values.tls.existingSecret -}}
{{- end -}}
{{- end -}}

{{/* Not empty where there is a bundle of authorities to mount. */}}
{{- define "gatehouse.trustBundle" -}}
{{- with .Values.trustBundle -}}
{{- .configMap.name -}}{{- .secret.name -}}{{- .clusterTrustBundle.name -}}{{- .clusterTrustBundle.signerName -}}
{{- end -}}
{{- end -}}

{{/* A port has a name of at most 15 characters, a listener one of 32. */}}
{{- define "gatehouse.portName" -}}
{{- . | trunc 15 | trimSuffix "-" -}}
{{- end -}}

{{- define "gatehouse.controlPort" -}}
{{- dig "control" "port" 9443 .Values.config | int -}}
{{- end -}}

{{- define "gatehouse.metricsPort" -}}
{{- dig "observability" "port" 9464 .Values.config | int -}}
{{- end -}}
