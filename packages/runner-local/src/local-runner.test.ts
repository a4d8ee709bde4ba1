import { describeRunner } from '@weir/testing';
import { runLocal } from './run-local.js';

describeRunner('local', ({ jobClass }, parameters) => runLocal(jobClass, { conf: parameters }));
