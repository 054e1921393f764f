package io.gatehouse.control.aws;

/** The operations of one noun. */
interface OperationGroup {
    void addTo(Handlers.Builder handlers);
}
