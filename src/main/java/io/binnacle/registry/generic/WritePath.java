package io.binnacle.registry.generic;

import io.binnacle.admission.AdmissionFacade;
import io.binnacle.storage.ObjectStore;

/** What every write passes on its way: decoding, field ownership, admission, the store. */
record WritePath(
    ObjectStore store,
    AdmissionFacade admission,
    ObjectDecoder decoder,
    FieldTracking fields,
    Attempts attempts,
    RegistryEnvironment environment) {}
